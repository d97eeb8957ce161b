import { listOf, mapOf, parameter } from '../types';

/** Parameters of signatures, and lists and maps of them. */
export const A = parameter('A');
export const B = parameter('B');
export const LIST_OF_A = listOf(A);
export const MAP_OF_A_B = mapOf(A, B);
