import { testConversations } from '../conversations';

testConversations('custom-resource');
